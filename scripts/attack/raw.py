"""Bytes that are not quite HTTP, as no client library would send them."""

HOST = b"Host: 127.0.0.1\r\n"
_END = b"\r\n"
_BODY = b'{"q":"a","source":"ar","target":"en"}'
_JSON = b"Content-Type: application/json\r\n"


def requests(key: str) -> tuple[bytes, ...]:
    """Requests, whole or not; `key` lets some of them in."""
    bearer = f"Authorization: Bearer {key}\r\n".encode()
    post = b"POST /translate HTTP/1.1\r\n" + HOST + bearer + _JSON
    upload = b"POST /articles HTTP/1.1\r\n" + HOST + bearer + b"Content-Type: multipart/form-data"
    length = f"Content-Length: {len(_BODY)}\r\n".encode()
    paths = (
        b"/../../../../etc/passwd", b"/static/../../../../etc/passwd", b"/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        b"/static/..%2f..%2f..%2fetc%2fpasswd", b"/static/..%5c..%5cetc%5cpasswd", b"/static//etc/passwd",
        b"/static/%00", b"/static/page.css%00.js", b"/download_file/..%2f..%2fetc%2fpasswd", b"/download_file/%00",
        b"/download_file/" + b"a" * 5000, b"/articles/..%2f..%2fetc%2fpasswd", b"/articles/%00", b"/articles/%ff%fe",
        b"/articles/%ed%a0%80", b"/read/%00", b"/read/%3Cscript%3Ealert('zzqx')%3C/script%3E", b"/read/..%2f..%2f",
        b"/enter?next=//evil.example/zzqx", b"/enter?next=javascript:alert('zzqx')",
        b"/enter?next=%0d%0aSet-Cookie:%20zzqx=1", b"/articles?search=%00", b"/articles?search=%ed%a0%80",
        b"/articles?before=%00", b"/articles?limit=1e9", b"/?search=%00&before=%00", b"/%", b"/%zz", b"//evil.example/",
        b"http://evil.example/articles", b"*", b"/" + b"a/" * 10_000, b"/?" + b"a=1&" * 5_000,
    )  # fmt: skip
    return (
        *(b"GET " + path + b" HTTP/1.1\r\n" + HOST + bearer + _END for path in paths),
        *(b"GET " + path + b" HTTP/1.1\r\n" + HOST + _END for path in paths),
        *(method + b" /articles HTTP/1.1\r\n" + HOST + bearer + _END for method in (
            b"TRACE", b"CONNECT", b"PRI", b"OPTIONS", b"HEAD", b"PATCH", b"GET\t", b"<script>", b"A" * 5000)),
        b"", _END, b"\x00" * 100, b"GET", b"GET /", b"GET / HTTP/9.9\r\n" + HOST + _END, b"GET /\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + _END, b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n" + _END,
        b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + bearer + _END,
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n evil: folded\r\n" + _END,
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 100_000 + _END + _END,
        b"GET / HTTP/1.1\r\n" + HOST + b"X: 1\r\n" * 20_000 + _END,
        b"GET / HTTP/1.1\r\n" + HOST + b"X: \x00\x01\x7f\r\n" + _END,
        b"GET /articles HTTP/1.1\r\n" + HOST + b"Authorization: Bearer \xff\xfe\x00\r\n" + _END,
        b"GET /articles HTTP/1.1\r\n" + HOST + b"Cookie: jisr_key=" + b"=;" * 5000 + _END + _END,
        b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n" + _END,
        post + b"Content-Length: 5\r\n" + _END + _BODY + _BODY, post + b"Content-Length: 900\r\n" + _END + _BODY,
        post + b"Content-Length: -1\r\n" + _END + _BODY, post + b"Content-Length: 99999999999999\r\n" + _END,
        post + length + b"Content-Length: 1\r\n" + _END + _BODY,
        post + length + b"Transfer-Encoding: chunked\r\n" + _END + b"0\r\n\r\nGET /articles HTTP/1.1\r\n" + HOST + _END,
        post + b"Transfer-Encoding: chunked\r\n" + _END + b"zz\r\n" + _BODY,
        post + b"Transfer-Encoding: chunked\r\n" + _END + b"ffffffffffffffff\r\n" + _BODY,
        post + b"Transfer-Encoding: chunked\r\n" + _END + b"-5\r\nabcde\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: chunked, identity\r\n" + _END + b"0\r\n\r\n",
        post + b"Content-Encoding: gzip\r\n" + length + _END + _BODY,
        post + b"Expect: 100-continue\r\n" + length + _END,
        upload + _END + length + _END + _BODY, upload + b"; boundary=" + b"b" * 9000 + _END + length + _END + _BODY,
        b"GET /articles HTTP/1.1\r\n" + HOST + bearer + _END + b"DELETE / HTTP/1.1\r\n" + HOST + _END,
    )  # fmt: skip
