"""One file a peer (`tests.bench.peer.Peer`). Its library is imported when the peer is made, so it may be missing."""
