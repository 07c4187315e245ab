"""Between HTTP and the site: dispatch, the cache of ready answers, compression, files. No Flask."""
