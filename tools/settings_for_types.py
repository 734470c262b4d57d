"""The application's settings for the type checker, which serves no office and must write nothing."""

import os

os.environ |= {
    "FRANKPLEDGE_OFFICE": ".",
    "FRANKPLEDGE_PRODUCTION": "1",
    "FRANKPLEDGE_SECRET_KEY": "for the type checker alone, which signs nothing with it and serves nobody",
    "FRANKPLEDGE_HOSTS": "localhost",
}
from frankpledge.web.settings import *  # noqa: F403
