"""HTTP for the front door: connections stay open between requests, and an answer leaves in one piece."""

import logging

from werkzeug.exceptions import InternalServerError
from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Response


class Handler(WSGIRequestHandler):
    """
    Werkzeug's own closes the connection after each answer, which is a new connection and a new thread for every call.
    Keeping it is safe for an application that reads each request's body to its end, as the front door does.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Buffered: flushed once an answer is whole.
    wbufsize = -1

    def run_wsgi(self) -> None:
        """Answers one request."""
        environ = self.environ = self.make_environ()
        try:
            response = Response.from_app(self.server.app, environ, buffered=True)
        except Exception:
            logging.exception("%s %s", self.command, self.path)
            response = InternalServerError().get_response(environ)
            self.close_connection = True
        body = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers:
            if name != "Content-Length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, *_: object) -> None:
        """Requests are in the journal."""
