"""An invented town on loopback, with its feeds, its outage and a helpdesk, for a first look.

The town, its bank, its cafés and its mobile operator do not exist; the posts are written by hand.
"""

from molva.demo.server import DemoServer, start_demo

__all__ = ["DemoServer", "start_demo"]
