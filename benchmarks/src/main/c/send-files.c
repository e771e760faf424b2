/* Sends N files of SIZE bytes: in one result ("together") or in a result each ("apart"). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *control;

static void send_data(long size) {
    static char data[1 << 16];
    while (size > 0) {
        size_t n = size < (long)sizeof data ? (size_t)size : sizeof data;
        if (fwrite(data, 1, n, control) != n) {
            perror("write");
            exit(1);
        }
        size -= (long)n;
    }
}

static void send_together(long count, long size) {
    char *json = malloc(64 + (size_t)count * 64);
    char *end = json + sprintf(json, "{\"status\": \"pass\", \"name\": \"many\", \"files\": [");
    for (long i = 0; i < count; i++) {
        end += sprintf(end, "%s{\"name\": \"file-%ld\", \"length\": %ld}", i ? ", " : "", i, size);
    }
    end += sprintf(end, "]}");
    fprintf(control, "result %ld\n%s", (long)(end - json), json);
    for (long i = 0; i < count; i++) {
        send_data(size);
    }
    free(json);
}

static void send_apart(long count, long size) {
    for (long i = 0; i < count; i++) {
        char json[192];
        int length = snprintf(json, sizeof json,
            "{\"status\": \"pass\", \"name\": \"many/%ld\", \"files\": [{\"name\": \"file\", \"length\": %ld}]}", i, size);
        fprintf(control, "result %d\n%s", length, json);
        send_data(size);
    }
}

int main(int argc, char **argv) {
    const char *descriptor = getenv("ATEX_TEST_CONTROL");
    if (argc != 4 || descriptor == NULL) {
        fprintf(stderr, "usage: send-files together|apart N SIZE, with ATEX_TEST_CONTROL set\n");
        return 2;
    }
    control = fdopen(dup(atoi(descriptor)), "w");
    setvbuf(control, NULL, _IOFBF, 1 << 16);
    if (strcmp(argv[1], "together") == 0) {
        send_together(atol(argv[2]), atol(argv[3]));
    } else {
        send_apart(atol(argv[2]), atol(argv[3]));
    }
    return fclose(control) == 0 ? 0 : 1;
}
