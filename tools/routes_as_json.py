"""Print every route of the web application as JSON: for the reference, in a process of its own.

Django is set up once in a process, and here for no office: nothing is read of one, and nothing written.
"""

import json
import os

import django


def main() -> None:
    """Print name, path, what is asked of who comes, and the roles by method of each route."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.settings_for_types"
    django.setup()
    from frankpledge.web.routes import ROUTES

    told = [
        {
            "name": route.name,
            "path": f"/{route.path}",
            "data": route.data,
            "signed_in": route.signed_in,
            "scoped": route.scoped,
            "token": route.token,
            "GET": sorted(role.value for role in route.get),
            "POST": sorted(role.value for role in route.post),
        }
        for route in ROUTES
    ]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
