"""Reading what the real servers keep in their bbolt files: buckets, models, records of both generations.

It turns bytes from outside into the local instance's own values and types and checks everything on the
way (spec dump-format sections 3 to 8). It knows neither pages (bolt) nor how our own records are kept.
"""
