# The reintegration register on the official image of Odoo 19.
ARG ODOO_IMAGE=odoo:19
FROM ${ODOO_IMAGE}

USER root
# WeasyPrint draws with Pango; psql prepares the trail as the database's admin.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
        postgresql-client \
    && rm -rf /var/lib/apt/lists/*
COPY config/requirements-image.txt /tmp/requirements-image.txt
RUN pip3 install --break-system-packages --no-cache-dir --no-deps --require-hashes \
        -r /tmp/requirements-image.txt \
    && rm /tmp/requirements-image.txt

COPY addons /mnt/extra-addons
# The generator of invented programmes never reaches production.
RUN rm -rf /mnt/extra-addons/rr_demo
COPY config/odoo.conf /etc/odoo/odoo.conf
COPY config/docker/entrypoint.sh config/docker/init.sh /usr/local/bin/
RUN chmod 0755 /usr/local/bin/entrypoint.sh /usr/local/bin/init.sh \
    && install -d -o odoo -g odoo -m 0700 /var/lib/odoo /var/lib/rr

USER odoo
ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]
CMD ["odoo"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8069/rr/health', timeout=4).read()"]
