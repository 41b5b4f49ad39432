#!/bin/sh
set -eu
umask 022
mkdir -p /etc/rolepair/orders
cat > /etc/rolepair/orders/config.new <<'END'
[profile orders]
role_arn = arn:aws:iam::111111111111:role/rolepair/rolepair-orders-222222222222
credential_source = EcsContainer
role_session_name = rolepair-orders
region = eu-west-1
END
mv -f /etc/rolepair/orders/config.new /etc/rolepair/orders/config
