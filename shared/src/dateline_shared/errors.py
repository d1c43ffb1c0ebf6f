"""The error tree of the whole project.

DatelineError
├── TransientError      worth another try, uncharged: the database, the broker or the network was away
│   └── BrokerUnavailableError
└── RejectedError       never worth another try: the input itself is at fault
    └── UnknownSchemaError   a message of another schema major: kept in the stream until a newer reader comes

A normal "nothing" (not modified, no event) is a value, not an error.
"""


class DatelineError(Exception):
    """Root of all errors that this project raises on purpose."""


class TransientError(DatelineError):
    """The same work may succeed later; nobody is charged an attempt."""


class BrokerUnavailableError(TransientError):
    """Redis or Valkey did not take or give a message in time."""


class RejectedError(DatelineError):
    """The input can never be accepted; its message says what to do."""


class UnknownSchemaError(RejectedError):
    """A message follows a schema major that this reader does not know."""
