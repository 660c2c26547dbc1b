"""A program that speaks the Runtime API: it echoes what it is asked to, or goes wrong as asked."""

import http.client
import json
import os
import sys

connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
base = "/2018-06-01/runtime/invocation/"
while True:
    connection.request("GET", base + "next")
    response = connection.getresponse()
    event = json.loads(response.read())
    request = response.headers["lambda-runtime-aws-request-id"]
    if event.get("exit"):
        sys.exit(3)
    answer = {"statusCode": event.get("status", 200), "body": " ".join(sorted(os.environ))}
    path = "error" if event.get("fail") else "response"
    connection.request("POST", base + request + "/" + path, json.dumps(answer))
    connection.getresponse().read()
