"""The way in: passes what it is asked on to the todo API, whichever version the mesh chooses."""

import os

import requests
from flask import Flask, Response, request

from tracing import trace

API = os.environ.get("API_ENDPOINT", "http://api.flask.sample")

app = Flask(__name__)
trace(app, "gateway", os.environ.get("GATEWAY_VERSION", "1"))


@app.get("/ping")
def ping():
    return "pong"


@app.route("/todos", methods=["GET", "POST"])
@app.route("/todos/<todo_id>", methods=["GET", "PUT", "DELETE"])
def pass_on(todo_id=None):
    reply = requests.request(
        request.method,
        f"{API}{request.path}",
        data=request.get_data(),
        headers={"Content-Type": request.content_type} if request.content_type else None,
        timeout=10,
    )
    return Response(reply.content, reply.status_code, content_type=reply.headers.get("Content-Type"))


@app.errorhandler(requests.RequestException)
def unreachable(error):
    return {"message": f"the API does not answer: {type(error).__name__}"}, 502
