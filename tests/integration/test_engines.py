import psycopg
def test_pg(postgres_url, broker_url):
    import redis
    with psycopg.connect(postgres_url) as c: assert c.execute("select 1").fetchone() == (1,)
    with redis.Redis.from_url(broker_url) as c: assert c.ping()
