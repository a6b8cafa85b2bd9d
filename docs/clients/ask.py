"""Asks iinspect over its Unix socket with nothing but Python 3.8 or newer. The numbers come on standard input: arguments can be read by every process.

    python3 ask.py card SOCKET < number     python3 ask.py lines SOCKET < numbers, one a line

Exit code 0: answered. 1: refused with a problem, or cut off. 2: no answer. 64: called wrongly.
"""

import errno
import http.client
import json
import os
import socket
import sys
import threading
import time

DEADLINE_S = 3  # for all tries together
IDLE_S = 90  # above BATCH_IDLE_MS, so that it is the service that says why a stream stands still
# While the sidecar restarts, or has more connections to take on than it may. Nothing is stored: asking again is always safe.
PASSING = {errno.ENOENT, errno.ECONNREFUSED, errno.EAGAIN, errno.ECONNRESET, errno.EPIPE}


class Problem(Exception):
    """The request was refused; a bad card is no problem but an answer. It holds nothing that was sent."""

    def __init__(self, status, headers, body):
        problem = json.loads(body)
        super().__init__(f"problem {status} {problem['code']} {problem['instance']}")
        self.may_pass = status in (429, 503)
        self.retry_after_s = float(headers.get("Retry-After", 1))


class CutOff(Exception):
    """The stream ended before its summary, or its summary says that not every line was answered."""


class TooLate(Exception):
    pass


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout_s):
        super().__init__("localhost", timeout=timeout_s)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def try_once(path, pan, deadline):
    connection = UnixConnection(path, max(deadline - time.monotonic(), 0.001))
    # The timeout of a socket holds for each call of the system; this one holds for all of them together.
    late = threading.Event()

    def hang_up():
        late.set()
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except (AttributeError, OSError):
            pass  # Not connected yet, or not any more.

    watch = threading.Timer(max(deadline - time.monotonic(), 0), hang_up)
    watch.start()
    try:
        body = json.dumps({"pan": pan})
        connection.request("POST", "/v1/cards/validate", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise Problem(response.status, response.headers, text)
        return json.loads(text)
    except socket.timeout:
        raise TooLate from None
    except (http.client.HTTPException, ConnectionError, ValueError) as fault:
        # The end of a connection is noticed in as many ways as there are places to be in.
        if late.is_set():
            raise TooLate from None
        if isinstance(fault, (http.client.IncompleteRead, http.client.RemoteDisconnected)):
            raise OSError(errno.ECONNRESET, "cut off") from None
        raise
    finally:
        watch.cancel()
        connection.close()


def validate(path, pan):
    """Ends before the deadline, with a report or an exception."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            return try_once(path, pan, deadline)
        except Problem as problem:
            wait_s = problem.retry_after_s if problem.may_pass else None
            if wait_s is None or time.monotonic() + wait_s >= deadline:
                raise
        except OSError as fault:
            wait_s = 0.1
            # A try with less than 100 ms left would say "too late" where this one has said why.
            if fault.errno not in PASSING or time.monotonic() + wait_s + 0.1 >= deadline:
                raise
        time.sleep(wait_s)


def validate_lines(path, lines):
    """Reads while a thread writes: who writes all before he reads stands still as soon as the buffers between are full."""
    connection = UnixConnection(path, IDLE_S)
    connection.putrequest("POST", "/v1/cards/batch")
    connection.putheader("Content-Type", "text/plain")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    sock = connection.sock

    def write():
        try:
            # Past Python's own buffer: a thread that waits in there when the program ends makes it crash.
            for block in iter(lambda: os.read(lines.fileno(), 65536), b""):
                sock.sendall(b"%x\r\n%s\r\n" % (len(block), block))
            sock.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # Whoever refuses a stream answers before it has all of it: the answer says why.

    threading.Thread(target=write, daemon=True).start()
    response = connection.getresponse()
    if response.status != 200:
        raise Problem(response.status, response.headers, response.read())
    last = b""
    for record in response:
        last = record
        yield record
    summary = json.loads(last or b"{}")
    if not summary.get("done"):
        raise CutOff(f"cut off: {summary.get('reason', 'no summary')}")


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("card", "lines"):
        print("usage: python3 ask.py card|lines SOCKET", file=sys.stderr)
        return 64
    ask, path = sys.argv[1:]
    try:
        if ask == "card":
            report = validate(path, sys.stdin.readline().strip())
            brand = (report["brand"] or {}).get("id", "-")
            print(report["status"], brand, report["maskedPan"] or "-")
        else:
            for record in validate_lines(path, sys.stdin.buffer):
                sys.stdout.buffer.write(record)
                sys.stdout.buffer.flush()
    except (Problem, CutOff) as told:
        print(told, file=sys.stderr)
        return 1
    except http.client.IncompleteRead:
        print("cut off: no summary", file=sys.stderr)
        return 1
    except (TooLate, socket.timeout):
        print("no answer: too late", file=sys.stderr)
        return 2
    except (OSError, http.client.HTTPException, ValueError) as fault:
        # Nothing but the name of the fault: messages may quote what was sent.
        number = getattr(fault, "errno", None)
        print("no answer:", errno.errorcode.get(number, type(fault).__name__), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
