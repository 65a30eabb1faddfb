"""
What AWS has added to its models since the pinned botocore, for boto3 and for moto: the files below `models`, in the form that botocore
itself takes additions in. Later botocores need a Python newer than the oldest that the local cloud runs on.
"""

import os
from pathlib import Path

MODELS = str(Path(__file__).parent / "models")
# boto3 looks there; so does any other program that is told to, such as the AWS CLI.
os.environ["AWS_DATA_PATH"] = os.pathsep.join(filter(None, [MODELS, os.environ.get("AWS_DATA_PATH")]))

from moto.core import utils  # noqa: E402
from moto.core.loaders import Loader, moto_root  # noqa: E402

Loader.BUILTIN_EXTRAS_TYPES = ["moto", "sdk"]
utils.create_loader = lambda: Loader(extra_search_paths=[MODELS, moto_root])
