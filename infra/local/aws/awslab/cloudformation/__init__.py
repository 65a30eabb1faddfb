"""AWS CloudFormation: templates, and stacks that come and go by themselves."""

from . import api, change_sets, exports, templates, types  # noqa: F401
