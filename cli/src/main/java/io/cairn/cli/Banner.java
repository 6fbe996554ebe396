package io.cairn.cli;

import io.cairn.api.request.Region;
import io.cairn.cli.server.RootCredentials;
import io.cairn.cli.server.ServerNode;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// What the operator reads when the server serves. Secrets are shown on a terminal and nowhere
/// else: what a service prints is kept in a journal that others may read.
final class Banner {
    private Banner() {}

    static void print(ServerNode node, Region region, boolean terminal, PrintStream out) {
        String endpoint = "http://" + Addresses.show(node.s3());
        out.println("Cairn " + Version.text());
        out.println("  S3        " + endpoint + "  (" + words(region) + ")");
        out.println(
                "  Kafka     " + Addresses.show(node.kafka()) + "  (topics cairn.*, read-only)");
        out.println("  Schemas   http://" + Addresses.show(node.registry()));
        out.println(
                "  Drives    "
                        + node.drives().drives().size()
                        + " of "
                        + node.drives().layout().drives()
                        + ", parity "
                        + node.drives().layout().parity());
        for (Path missing : node.driveReport().missing()) {
            out.println("  WARNING   drive " + missing + " is missing: objects are less protected");
        }
        for (Path replaced : node.driveReport().replaced()) {
            out.println("  WARNING   drive " + replaced + " was empty and is formatted anew");
        }
        node.driveReport()
                .homeMoved()
                .ifPresent(lost ->
                        out.println(
                                "  WARNING   the log was on drive "
                                        + lost
                                        + " and is now on "
                                        + node.drives().home().directory()));
        if (node.restored() > 0) {
            out.println(
                    "  WARNING   "
                            + node.restored()
                            + " records of the log were made again from the journals: offsets that"
                            + " Kafka consumers had committed may be gone");
        }
        warnOfReaders(node.kafka(), out);
        RootCredentials credentials = node.credentials();
        if (terminal) {
            credentials(credentials, endpoint, region.name(), out);
        } else if (credentials.fresh()) {
            out.println("  Root user's keys were made and are in " + node.credentialsFile());
        }
    }

    static void warnOfReaders(InetSocketAddress kafka, PrintStream out) {
        if (!kafka.getAddress().isLoopbackAddress()) {
            out.println(
                    "  WARNING   whoever reaches the Kafka port "
                            + kafka.getPort()
                            + " reads the names and metadata of all objects: it knows no passwords");
        }
    }

    private static String words(Region region) {
        return region.only().map(only -> "region " + only).orElse("any region");
    }

    private static void credentials(
            RootCredentials credentials, String endpoint, String region, PrintStream out) {
        out.println("  Root user " + credentials.accessKey());
        out.println("  Password  " + credentials.secretKey());
        out.println();
        out.println("  For the AWS CLI:");
        out.println("    export AWS_ACCESS_KEY_ID=" + credentials.accessKey());
        out.println("    export AWS_SECRET_ACCESS_KEY=" + credentials.secretKey());
        out.println("    export AWS_DEFAULT_REGION=" + region);
        out.println("    aws --endpoint-url " + endpoint + " s3 ls");
        out.println("  For mc:");
        out.println(
                "    mc alias set cairn "
                        + endpoint
                        + " "
                        + credentials.accessKey()
                        + " "
                        + credentials.secretKey());
        out.println();
    }
}
