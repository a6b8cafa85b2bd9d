// Asks iinspect over its Unix socket with nothing but Java 17 or newer. The numbers come on standard input: arguments can be read by every process.
//   java Ask.java card SOCKET < number     java Ask.java lines SOCKET < numbers, one a line
// Exit code 0: answered. 1: refused with a problem, or cut off. 2: no answer. 64: called wrongly.
//
// java.net.http does not speak Unix sockets, so this is a channel and as much of HTTP/1.1 as the service uses: one request a connection.
// It keeps no connection and looks into JSON with a pattern; where you have a client that dials sockets and a JSON library, use those.

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class Ask {
    /** For all tries together. */
    private static final long DEADLINE_MS = 3_000;
    /** Above BATCH_IDLE_MS, so that it is the service that says why a stream stands still. */
    private static final long IDLE_MS = 90_000;

    /** The request was refused; a bad card is no problem but an answer. It holds nothing that was sent. */
    static final class Problem extends IOException {
        final boolean mayPass;
        final long retryAfterMs;

        Problem(Answer answer, String body) {
            super("problem " + answer.status + " " + property(body, "code") + " " + property(body, "instance"));
            mayPass = answer.status == 429 || answer.status == 503;
            String after = answer.header("retry-after");
            retryAfterMs = after == null ? 1_000 : Long.parseLong(after) * 1_000;
        }
    }

    /** The stream ended before its summary, or its summary says that not every line was answered. */
    static final class CutOff extends IOException {
        CutOff() {
            super("cut off: no summary");
        }
    }

    /** Status and headers are read at once, the body line by line. */
    static final class Answer {
        final int status;
        private final SocketChannel channel;
        private final ByteBuffer bytes = ByteBuffer.allocate(65_536).flip();
        private final List<String> headers = new ArrayList<>();
        private final boolean chunked;
        private long left;
        private boolean ended;

        Answer(SocketChannel channel) throws IOException {
            this.channel = channel;
            status = Integer.parseInt(headLine().split(" ")[1]);
            for (String line = headLine(); !line.isEmpty(); line = headLine()) headers.add(line);
            chunked = "chunked".equalsIgnoreCase(header("transfer-encoding"));
            String length = header("content-length");
            left = chunked || length == null ? 0 : Long.parseLong(length);
        }

        String header(String name) {
            for (String line : headers) {
                int colon = line.indexOf(':');
                if (line.substring(0, colon).equalsIgnoreCase(name)) return line.substring(colon + 1).trim();
            }
            return null;
        }

        /** Of the body, without its end; null behind the last one. */
        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = bodyByte(); next != '\n'; next = bodyByte()) {
                if (next < 0) return line.isEmpty() ? null : line.toString();
                line.append((char) next);
            }
            return line.toString();
        }

        private int bodyByte() throws IOException {
            if (left == 0 && chunked && !ended) beginChunk();
            if (left == 0) return -1;
            left--;
            int next = one();
            if (chunked && left == 0) headLine();
            return next;
        }

        private void beginChunk() throws IOException {
            left = Long.parseLong(headLine().split(";")[0].trim(), 16);
            ended = left == 0;
        }

        private String headLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = one(); next != '\n'; next = one()) if (next != '\r') line.append((char) next);
            return line.toString();
        }

        private int one() throws IOException {
            if (!bytes.hasRemaining()) {
                bytes.clear();
                int read = channel.read(bytes);
                bytes.flip();
                if (read < 0) throw new EOFException("cut off");
            }
            return bytes.get() & 0xff;
        }
    }

    /** A channel has no timeout of its own: this closes it, and whoever reads or writes it gets an exception. */
    static final class Watch implements AutoCloseable {
        private final Timer timer = new Timer(true);
        private final SocketChannel channel;
        private TimerTask task;

        Watch(SocketChannel channel, long ms) {
            this.channel = channel;
            restart(ms);
        }

        void restart(long ms) {
            if (task != null) task.cancel();
            task = new TimerTask() {
                @Override
                public void run() {
                    try {
                        channel.close();
                    } catch (IOException closedAlready) {
                        // Then there is nobody to wake.
                    }
                }
            };
            timer.schedule(task, Math.max(ms, 1));
        }

        @Override
        public void close() {
            timer.cancel();
        }
    }

    private static SocketChannel connect(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException fault) {
            channel.close();
            throw fault;
        }
    }

    private static void write(SocketChannel channel, byte[] bytes, int length) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length); rest.hasRemaining(); ) channel.write(rest);
    }

    private static void write(SocketChannel channel, String ascii) throws IOException {
        byte[] bytes = ascii.getBytes(StandardCharsets.UTF_8);
        write(channel, bytes, bytes.length);
    }

    private static String head(String path, String type, String framing) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type + "\r\n" + framing + "\r\n\r\n";
    }

    private static String tryOnce(String socket, String pan, long leftMs) throws IOException {
        try (SocketChannel channel = connect(socket); Watch watch = new Watch(channel, leftMs)) {
            String body = "{\"pan\":\"" + pan + "\"}";
            write(channel, head("/v1/cards/validate", "application/json", "Content-Length: " + body.length()) + body);
            Answer answer = new Answer(channel);
            StringBuilder text = new StringBuilder();
            for (String line = answer.line(); line != null; line = answer.line()) text.append(line);
            if (answer.status != 200) throw new Problem(answer, text.toString());
            return text.toString();
        }
    }

    /** Ends before the deadline, with a report or an exception. Nothing is stored: asking again is always safe. */
    static String validate(String socket, String pan) throws IOException, InterruptedException {
        long deadline = System.nanoTime() / 1_000_000 + DEADLINE_MS;
        while (true) {
            long leftMs = deadline - System.nanoTime() / 1_000_000;
            long waitMs;
            IOException fault;
            try {
                return tryOnce(socket, pan, leftMs);
            } catch (Problem problem) {
                fault = problem;
                waitMs = problem.mayPass ? problem.retryAfterMs : DEADLINE_MS;
            } catch (ClosedChannelException late) {
                throw late;
            } catch (IOException restarting) {
                fault = restarting;
                waitMs = 100;
            }
            // A try with less than 100 ms left would say "too late" where this one has said why.
            if (System.nanoTime() / 1_000_000 + waitMs + 100 >= deadline) throw fault;
            Thread.sleep(waitMs);
        }
    }

    /**
     * Reads while a thread writes: who writes all before he reads stands still as soon as the buffers between are full. Both use the
     * channel itself; streams made of it (Channels.newInputStream, newOutputStream) would wait for each other.
     */
    static void validateLines(String socket, InputStream lines, Consumer<String> each) throws IOException {
        try (SocketChannel channel = connect(socket); Watch watch = new Watch(channel, IDLE_MS)) {
            write(channel, head("/v1/cards/batch", "text/plain", "Transfer-Encoding: chunked"));
            Thread writer = new Thread(() -> writeChunks(channel, lines));
            writer.setDaemon(true);
            writer.start();
            Answer answer = new Answer(channel);
            String last = "";
            try {
                for (String line = answer.line(); line != null; line = answer.line()) {
                    watch.restart(IDLE_MS);
                    last = line;
                    if (answer.status == 200) each.accept(line);
                }
            } catch (EOFException cut) {
                throw new CutOff();
            }
            if (answer.status != 200) throw new Problem(answer, last);
            if (!last.startsWith("{\"done\":true")) throw new CutOff();
        }
    }

    private static void writeChunks(SocketChannel channel, InputStream lines) {
        try {
            byte[] block = new byte[65_536];
            for (int read = lines.read(block); read >= 0; read = lines.read(block)) {
                write(channel, Integer.toHexString(read) + "\r\n");
                write(channel, block, read);
                write(channel, "\r\n");
            }
            write(channel, "0\r\n\r\n");
        } catch (IOException refused) {
            // Whoever refuses a stream answers before it has all of it: the answer says why.
        }
    }

    /** The first property of that name, where its value is text. Good for our own answers, not for any JSON. */
    private static String property(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
        return found.find() ? found.group(1) : "-";
    }

    private static String brandOf(String report) {
        Matcher found = Pattern.compile("\"brand\":\\{\"id\":\"([a-z_]+)\"").matcher(report.split("\"candidates\"")[0]);
        return found.find() ? found.group(1) : "-";
    }

    private static void card(String socket) throws IOException, InterruptedException {
        String pan = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).trim();
        if (!pan.matches("[0-9 -]*")) throw new IllegalArgumentException("only digits, spaces and hyphens can be sent from here");
        String report = validate(socket, pan);
        System.out.println(property(report, "status") + " " + brandOf(report) + " " + property(report, "maskedPan"));
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2 || !List.of("card", "lines").contains(args[0])) {
            System.err.println("usage: java Ask.java card|lines SOCKET");
            System.exit(64);
        }
        try {
            if (args[0].equals("card")) card(args[1]);
            else validateLines(args[1], System.in, System.out::println);
        } catch (Problem | CutOff told) {
            System.err.println(told.getMessage());
            System.exit(1);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(1);
        } catch (IOException fault) {
            // Of the fault nothing but what the system says about the socket: other messages may quote what was sent.
            boolean late = fault instanceof ClosedChannelException;
            System.err.println("no answer: " + (late ? "too late" : fault.getMessage()));
            System.exit(2);
        }
    }
}
