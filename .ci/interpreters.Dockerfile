# Debian with one interpreter only, a stage for each: what supervisor and wrappers must do with.
# The context holds python2, the unpacked packages of Python 2.7 as small as Debian has them.

FROM atex-test/base:bookworm AS python3
RUN rm -f /usr/bin/perl* && dpkg --purge --force-depends \
        python3 python3.11 libpython3-stdlib libpython3.11-stdlib

FROM atex-test/base:bookworm AS perl
RUN dpkg --purge --force-depends \
        python3 python3-minimal python3.11 python3.11-minimal \
        libpython3-stdlib libpython3.11-stdlib libpython3.11-minimal

FROM perl AS none
RUN rm -f /usr/bin/perl*

FROM none AS python2
COPY python2 /
RUN ln -s python2.7 /usr/bin/python
