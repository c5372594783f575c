"""A pool of threads of Python's imaplib: sign in, list the folders, log out.

Called with a CSV, a port of 127.0.0.1 and a number of connections. Prints what the contestants in JavaScript print.
"""

import csv
import imaplib
import json
import os
import resource
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor

file, port, connections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
context = ssl.create_default_context(cafile=os.environ["NODE_EXTRA_CA_CERTS"])


def sign_in(row):
    client = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=context)
    client.login(row["UserName"], row["Password"])
    status, folders = client.list()
    client.logout()
    if status != "OK" or not folders[0]:
        raise RuntimeError(f"no folders of {row['UserName']}")
    return 1


with open(file, newline="", encoding="utf-8") as text:
    rows = list(csv.DictReader(text))
begun = time.perf_counter()
with ThreadPoolExecutor(connections) as pool:
    signed_in = sum(pool.map(sign_in, rows))
ms = (time.perf_counter() - begun) * 1000 if rows else 0
print(json.dumps({"signedIn": signed_in, "ms": ms}))
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu_ms = (usage.ru_utime + usage.ru_stime) * 1000
print("usage " + json.dumps({"cpuMs": cpu_ms, "maxRss": usage.ru_maxrss}), file=sys.stderr)
