probe_cron() {
  begin cron
  conceal 1000 /etc/crontab /etc/anacrontab /etc/cron.d/* /var/spool/cron/* /var/spool/cron/crontabs/*
  finish cron
}
