"""What we keep of connections with other systems."""

from portal.peers.models.connections import Connection
from portal.peers.models.manifests import PostalManifest
from portal.peers.models.notices import PeerNotice
from portal.peers.models.orders import PostalEvent, PostalOrder

__all__ = ["Connection", "PeerNotice", "PostalEvent", "PostalManifest", "PostalOrder"]
