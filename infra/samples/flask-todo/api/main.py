"""The todo API. Two versions of it are the same program, told apart by API_VERSION."""

import os

from flask import Flask, abort, jsonify, request

from tracing import trace

VERSION = os.environ.get("API_VERSION", "1")

app = Flask(__name__)
trace(app, "api", VERSION)

todos = {
    "todo1": {"task": "build an API"},
    "todo2": {"task": "?????"},
    "todo3": {"task": "profit!"},
}


def answer(**content):
    return jsonify(version=VERSION, **content)


def asked_task():
    """The task that a request brings, as JSON or as a form."""
    given = request.get_json(silent=True) if request.is_json else request.form
    task = given.get("task") if hasattr(given, "get") else None
    if not isinstance(task, str) or not task:
        abort(400, "task is missing")
    return {"task": task}


def found(todo_id):
    if todo_id not in todos:
        abort(404, f"Todo {todo_id} doesn't exist")
    return todos[todo_id]


@app.get("/ping")
def ping():
    return "pong"


@app.get("/todos")
def list_todos():
    return answer(todos=todos)


@app.post("/todos")
def add_todo():
    todo_id = f"todo{1 + max((int(name[4:]) for name in todos), default=0)}"
    todos[todo_id] = asked_task()
    return answer(id=todo_id, todo=todos[todo_id]), 201


@app.get("/todos/<todo_id>")
def get_todo(todo_id):
    return answer(todo=found(todo_id))


@app.put("/todos/<todo_id>")
def change_todo(todo_id):
    found(todo_id)
    todos[todo_id] = asked_task()
    return answer(todo=todos[todo_id]), 201


@app.delete("/todos/<todo_id>")
def delete_todo(todo_id):
    found(todo_id)
    del todos[todo_id]
    return "", 204


@app.errorhandler(400)
@app.errorhandler(404)
def refuse(error):
    return answer(message=error.description), error.code
