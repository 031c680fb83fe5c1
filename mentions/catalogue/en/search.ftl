search-cursor-unknown = This page of results cannot be opened any more. Search again.
