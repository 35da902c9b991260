"""The demo site: its pages and a server that can be told to misbehave.

``DemoSite`` (:mod:`~pipeline.demo.server`) serves, ``Rule`` and the behaviours (:mod:`~pipeline.demo.behaviours`) steer
it, ``demo_root`` (:mod:`~pipeline.demo.locate`) finds the pages.
"""
