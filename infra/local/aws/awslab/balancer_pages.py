"""Lists of load balancers and what they have by pages; moto knows them for two kinds, and only of 50."""

from typing import Any

from moto.core.responses import ActionResult
from moto.elbv2.responses import ELBV2Response

from .paging import page

MOST = 1_000_000


def _by_pages(name: str, key: str) -> None:
    """Those that are named come all at once."""
    whole = getattr(ELBV2Response, name)

    def paged(self: Any) -> ActionResult:
        if any(self._get_param(each) for each in (f"{key[:-1]}Arns", "Names")):
            return whole(self)
        marker, size = self._get_param("Marker"), self._get_int_param("PageSize", 400)
        # moto shall answer with all that there are.
        self.params.update(Marker=None, PageSize=MOST)
        items, more = page(list(whole(self).result[key]), marker, size)
        return ActionResult({key: items, "NextMarker": more})

    setattr(ELBV2Response, name, paged)


for _name, _key in (
    ("describe_load_balancers", "LoadBalancers"),
    ("describe_listeners", "Listeners"),
    ("describe_rules", "Rules"),
    ("describe_target_groups", "TargetGroups"),
):
    _by_pages(_name, _key)
