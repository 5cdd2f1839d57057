# syntax=docker/dockerfile:1
# The server on Alpine's Java runtime (musl). From the root of the repository:
#   docker build -f deploy/alpine.Dockerfile -t coracle:alpine .
FROM eclipse-temurin:25-jdk-alpine AS build
WORKDIR /src
COPY . .
# Maven keeps what it downloads between builds.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -P app -pl cli -am package && deploy/application.sh /opt/coracle

FROM eclipse-temurin:25-jre-alpine
COPY --from=build /opt/coracle /opt/coracle
COPY deploy/record.sh /tmp/record.sh
# With the runtime that will run it: the class cache of another one would not be used.
RUN sh /tmp/record.sh /opt/java/openjdk/bin/java /opt/coracle && rm /tmp/record.sh \
    && adduser -D -H -u 65532 coracle && mkdir -p /var/lib/coracle && chown 65532:65532 /var/lib/coracle
USER 65532:65532
ENV CORACLE_HOME=/var/lib/coracle CORACLE_HOST=0.0.0.0 PORT=3000 CORACLE_LOG_FORMAT=json
VOLUME /var/lib/coracle
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD wget -q -O /dev/null "http://127.0.0.1:${PORT}/health" || exit 1
ENTRYPOINT ["/opt/java/openjdk/bin/java", "@/opt/coracle/java.options", "-XX:AOTCache=/opt/coracle/serve.aot", "-jar", "/opt/coracle/coracle-cli.jar", "serve"]
