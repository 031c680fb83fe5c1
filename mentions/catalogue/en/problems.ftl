problems-unexpected = An internal error in the work “{ $work }”. It will be retried by itself; see the service's log.
problems-clock-back = The server's clock was set back by { $seconds } s. The data is intact; check time synchronisation (NTP).
problems-clock-forward = The server's clock was set forward by { $seconds } s. The data is intact; check time synchronisation (NTP).
