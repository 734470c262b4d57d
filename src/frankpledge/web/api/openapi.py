"""The API described in OpenAPI 3.1, made from the declarations of its resources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from frankpledge import __version__
from frankpledge.web.accounts.tokens import SCOPES
from frankpledge.web.api.resource import MOST_ROWS, ROWS, Parameter, Resource

_PLACES = re.compile(r"<(?:\w+:)?(\w+)>")
_FAILURES = {
    "400": "Something asked for is not known, or the cursor goes on from what has been replaced.",
    "401": "The token is unknown, has expired or was ended.",
    "403": "The token has not the scope, or its holder not the role.",
    "404": "There is nothing of this name.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
}


def document(resources: Sequence[Resource], base: str, office: str, server: str) -> dict[str, Any]:
    """Return the description of an API. ``base`` is the path before every resource's own."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{office}: figures and public record",
            "version": __version__,
            "description": "Read-only. Without a token it shows what is public: released figures and "
            "published records. With one it shows what its holder may see.",
        },
        "servers": [{"url": server}],
        "security": [{}, {"token": []}],
        "paths": {"/" + base + _PLACES.sub(r"{\1}", one.path): {"get": _operation(one)} for one in resources},
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": f"Scopes: {', '.join(SCOPES)}."}
            },
            "schemas": {
                "problem": {
                    "type": "object",
                    "required": ["title", "status"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                },
                **{one.name: {"type": "object", "properties": dict(one.columns)} for one in resources},
            },
            "responses": {
                f"problem-{status}": {
                    "description": words,
                    "content": {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}
                    },
                }
                for status, words in _FAILURES.items()
            },
        },
    }


def _operation(resource: Resource) -> dict[str, Any]:
    paging = [
        {
            "name": "limit",
            "in": "query",
            "description": "Rows in one answer.",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS},
        },
        {
            "name": "cursor",
            "in": "query",
            "description": "Where to go on: from the `next` of the answer before.",
            "schema": {"type": "string"},
        },
    ]
    return {
        "operationId": resource.name,
        "summary": resource.title,
        "description": f"{resource.about} Tokens need the scope `{resource.scope}`.",
        "parameters": [
            *({**_parameter(one), "in": "path", "required": True} for one in resource.in_path),
            *(_parameter(one) for one in resource.parameters),
            *paging,
        ],
        "responses": {
            "200": {
                "description": "Rows.",
                "headers": {
                    "ETag": {"description": "What they were made from.", "schema": {"type": "string"}}
                },
                "content": {"application/json": {"schema": _answer(resource)}},
            },
            "304": {"description": "Nothing has changed since what If-None-Match names."},
            **{status: {"$ref": f"#/components/responses/problem-{status}"} for status in _FAILURES},
        },
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    text = {"type": "string"}
    schema = {"type": "array", "items": text} if one.several else text
    return {"name": one.name, "in": "query", "description": one.about, "schema": schema}


def _answer(resource: Resource) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["data", "from", "next"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{resource.name}"}},
            "from": {"type": ["string", "null"], "description": "The build or release the rows are of."},
            "next": {"type": ["string", "null"], "description": "Address of the rows that follow."},
        },
    }
