# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients send: nothing but the necessary, or what a browser sends."""

BARE = {}

# With Host, which wrk adds, 13 fields and about 1 KB. The answer is not compressed, so that all
# servers send the same bytes; the scenario gzip changes Accept-Encoding.
BROWSER = {
    "Connection": "keep-alive",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                  "Chrome/128.0.0.0 Safari/537.36",
    "Accept": "application/json, text/plain, */*",
    "Accept-Encoding": "identity",
    "Accept-Language": "en-GB,en;q=0.9,nl-BE;q=0.8,nl;q=0.7,fr;q=0.6",
    "Referer": "https://portal.example.org/data-products/6f1f4a1e-5d0c-5c0b-9d5c/technical-assets",
    "Cookie": "session=" + "Zm9vYmFyYmF6cXV4" * 22,
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
    "sec-ch-ua": '"Chromium";v="128", "Not;A=Brand";v="24", "Google Chrome";v="128"',
    "sec-ch-ua-platform": '"Linux"',
}

HEADS = {"bare head": BARE, "browser's head": BROWSER}
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
