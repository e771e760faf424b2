/* Sends N small results over the inherited control stream, one write each: a test that reports much. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void send_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0) {
            perror("write");
            exit(1);
        }
        bytes += n;
        length -= (size_t)n;
    }
}

int main(int argc, char **argv) {
    const char *control = getenv("ATEX_TEST_CONTROL");
    if (argc != 2 || control == NULL) {
        fprintf(stderr, "usage: send-results N, with ATEX_TEST_CONTROL set\n");
        return 2;
    }
    int fd = atoi(control);
    long count = atol(argv[1]);
    for (long i = 0; i < count; i++) {
        char json[128], line[192];
        int size = snprintf(json, sizeof json, "{\"status\": \"pass\", \"name\": \"unit/number-%ld\"}", i);
        int length = snprintf(line, sizeof line, "result %d\n%s", size, json);
        send_all(fd, line, (size_t)length);
    }
    return 0;
}
