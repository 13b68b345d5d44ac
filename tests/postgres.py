"""`python -m tests.postgres`: exit 0 when a PostgreSQL answers at TEST_POSTGRES_URL, else say so and exit 1."""

import os
import sys

import psycopg2


def main() -> int:
    """Try to connect."""
    url = os.environ["TEST_POSTGRES_URL"]
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        print(f"PostgreSQL: none at {url}; the second run is skipped ({str(error).strip()})")
        return 1
    print(f"PostgreSQL at {url}: what asks for a database again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
