package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The runner's side of a connection, as simple as can be. */
final class Runner implements AutoCloseable {

    private final SocketChannel channel;
    private final Received received;
    private boolean acknowledges = true;

    Runner(SocketChannel channel, Received received) {
        this.channel = channel;
        this.received = received;
    }

    /** From now on bytes are taken, and the supervisor is not told. */
    Runner withoutAcknowledging() {
        acknowledges = false;
        return this;
    }

    Runner send(char kind) throws IOException {
        return send(Frame.of(kind, ""));
    }

    Runner send(char kind, String payload) throws IOException {
        return send(Frame.of(kind, payload));
    }

    Runner send(char kind, int stream, long offset) throws IOException {
        return send(new Frame(kind, stream, offset, new byte[0]));
    }

    Runner send(Frame frame) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(Frame.HEADER + frame.payload().length)
                        .put((byte) frame.kind())
                        .putInt(frame.stream())
                        .putLong(frame.offset())
                        .putInt(frame.payload().length)
                        .put(frame.payload())
                        .flip();
        return sendBytes(bytes);
    }

    Runner sendBytes(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    Runner start(String run, byte[] order) throws IOException {
        byte[] line = (run + "\n").getBytes(UTF_8);
        byte[] payload =
                ByteBuffer.allocate(line.length + order.length).put(line).put(order).array();
        return send(new Frame('T', 0, 0, payload));
    }

    /** Goes on with everything that was received before. */
    Runner proceed() throws IOException {
        return send('P', received.positions());
    }

    /** The next frame, whatever it is. */
    Frame receive() throws IOException {
        ByteBuffer header = read(Frame.HEADER);
        char kind = (char) header.get();
        int stream = header.getInt();
        long offset = header.getLong();
        return new Frame(kind, stream, offset, read(header.getInt()).array());
    }

    /** Takes frames until one of this kind, which it returns; bytes of streams are kept. */
    Frame await(char kind) throws IOException {
        while (true) {
            Frame frame = receive();
            if (frame.kind() == 'D') {
                long length = received.add(frame);
                if (acknowledges) {
                    send('A', frame.stream(), length);
                }
            }
            if (frame.kind() == kind) {
                return frame;
            }
        }
    }

    /** Takes what comes until so many bytes of this stream are there. */
    Runner awaitLength(int stream, long length) throws IOException {
        while (received.length(stream) < length) {
            await('D');
        }
        return this;
    }

    /** Takes what comes until the supervisor closes the connection. */
    void awaitEnd() throws IOException {
        try {
            while (true) {
                await('-');
            }
        } catch (EOFException e) {
            channel.close();
        }
    }

    Received received() {
        return received;
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the supervisor has closed the connection");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
