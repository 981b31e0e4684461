"""Python runs this first in every server that the tests start, as its folder is on their PYTHONPATH."""

from tests.support.offline import refuse_outgoing

refuse_outgoing()
