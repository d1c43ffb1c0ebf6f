"""`dateline code`: read one article, or many, without any server."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched if False else islice
