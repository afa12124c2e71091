"""The site as a worker of the server runs it: answering at once, reading ahead for its visitors."""

from biovaliance.web.wsgi import application as site  # it sets Django up, which the next import rests on

from biovaliance.web.beforehand import reading_beforehand  # isort: skip

application = reading_beforehand(site)
