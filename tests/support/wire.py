"""A signed-in person on one kept-alive connection to a real server, without a browser."""

import http.client
import json
import urllib.parse

from tests.factories import PASSWORD


class Wire:
    """Signs `name` in at once; `send` posts a form as htmx would and returns the status of the answer."""

    def __init__(self, port: int, name: str, *, patience: float = 60) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self.cookie = ""
        self.token = self._token()
        self.send("/sign-in", {"name": name, "password": PASSWORD})
        self.token = self._token()

    def send(self, path: str, fields: dict[str, str]) -> int:
        """Post a form; raises OSError or HTTPException when the server is gone."""
        body = urllib.parse.urlencode({"csrf_token": self.token, **fields})
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "Accept-Encoding": "gzip",
        }
        self.connection.request("POST", path, body, headers)
        return self._answer()[0]

    def _token(self) -> str:
        self.connection.request("GET", "/token", headers={"Cookie": self.cookie})
        return str(json.loads(self._answer()[1])["token"])

    def _answer(self) -> tuple[int, bytes]:
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.partition(";")[0]
        return answer.status, answer.read()
