network-private-address = { $host } leads into a private network ({ $address }). If the server is yours, add its network to MOLVA_ALLOW_PRIVATE.
