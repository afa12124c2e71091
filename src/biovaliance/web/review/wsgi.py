"""The site with the review's pages, for the server that `biovaliance atlas review` starts.

The sources are read before the first request is taken, and the address of entry is told after that.
"""

from biovaliance.web.wsgi import application  # it sets Django up, which the next import rests on

from biovaliance.web.review.store import read_review  # isort: skip

__all__ = ["application"]

read_review()
