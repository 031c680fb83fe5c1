ingest-unreadable = This item could not be read: it was set aside, the others were processed. See the service's log.
