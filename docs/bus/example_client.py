#!/usr/bin/env python3
"""A whole client of Abonent's bus, to read and to take apart: sends usage, hears events.

    example_client.py usage  --address tcp://HOST:PORT --server-key KEY --key msc-1.key --source msc-1 --subscriber 48601000001
    example_client.py events --address tcp://HOST:PORT --server-key KEY --key partner.key --consumer partner --from-start

Needs Debian's python3-zmq, python3-protobuf and protobuf-compiler. The protocol is described beside this file.
"""
import argparse
import importlib
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import uuid

import zmq
from zmq.utils.monitor import recv_monitor_message

PROTO = pathlib.Path(__file__).resolve().parents[2] / "bus" / "proto"
SIGN_OF_LIFE_S = 5
ACK_TIMEOUT_S = 10
PATIENCE_S = 0.2


def sentences(proto_dir):
    """Generates the Protobuf classes into a temporary directory and loads them."""
    place = tempfile.TemporaryDirectory(prefix="abonent-proto-")
    names = ["usage", "events"]
    files = [f"abonent/v1/{name}.proto" for name in names]
    subprocess.run(["protoc", f"-I{proto_dir}", f"--python_out={place.name}", *files], check=True)
    sys.path.insert(0, place.name)
    usage, events = (importlib.import_module(f"abonent.v1.{name}_pb2") for name in names)
    return place, usage, events


def read_key(file):
    text = pathlib.Path(file).read_text()
    public, secret = (re.search(rf'^{half}_key = "(.{{40}})"', text, re.M).group(1) for half in ("public", "secret"))
    return public.encode(), secret.encode()


class Connection:
    """One DEALER that tells when it is connected: then hello or subscribe must be said (again)."""

    def __init__(self, address, server_key, key_file):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.curve_publickey, self.socket.curve_secretkey = read_key(key_file)
        self.socket.curve_serverkey = server_key.encode()
        self.socket.linger = 0
        self.socket.immediate = 1
        self.socket.maxmsgsize = 8 * 1024 * 1024
        self.socket.heartbeat_ivl, self.socket.heartbeat_timeout, self.socket.heartbeat_ttl = 5_000, 15_000, 15_000
        refused = zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | refused)
        self.socket.connect(address)
        self.poller = zmq.Poller()
        self.poller.register(self.monitor, zmq.POLLIN)
        self.poller.register(self.socket, zmq.POLLIN)

    def send(self, frame):
        self.send_bytes(frame.SerializeToString())

    def send_bytes(self, frame):
        try:
            self.socket.send(frame, zmq.DONTWAIT)
        except zmq.Again:
            pass  # not connected: it is said again when we are

    def next(self, seconds):
        """("connected", None), ("message", bytes) or ("nothing", None)."""
        ready = dict(self.poller.poll(seconds * 1000))
        if self.monitor in ready:
            if recv_monitor_message(self.monitor)["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                return "connected", None
            sys.exit("the server turned our key away: is it known, has it a right here, is the server's key right?")
        if self.socket in ready:
            return "message", self.socket.recv()
        return "nothing", None


def send_usage(args, usage):
    """Asks where the source stands, sends one batch, and repeats its bytes until they are acked."""
    link = Connection(args.address, args.server_key, args.key)
    batch_frame = None  # kept until the ack: a repeat must be these very bytes
    epoch = sequence = 0
    say_at = 0.0
    until = time.monotonic() + args.seconds
    while time.monotonic() < until:
        if time.monotonic() >= say_at:
            link.send(usage.UsageFrame(hello=usage.UsageHello(source=args.source)))
            if batch_frame:
                link.send_bytes(batch_frame)
            say_at = time.monotonic() + (ACK_TIMEOUT_S if batch_frame else SIGN_OF_LIFE_S)
        what, frame = link.next(0.1)
        if what == "connected":
            say_at = 0.0
        if what != "message":
            continue
        reply = usage.UsageFrame.FromString(frame)
        if reply.HasField("credit") and not batch_frame:
            epoch = reply.credit.epoch or 1
            sequence = reply.credit.last_sequence + 1
            batch_frame = usage.UsageFrame(batch=some_calls(args, usage, epoch, sequence)).SerializeToString()
            print(f"source {args.source} stands at epoch {epoch}, sequence {sequence - 1}; window {reply.credit.batches}")
            say_at = 0.0
        elif reply.HasField("ack"):
            ack = reply.ack
            if ack.refusal in ("no_credit", "try_later"):
                say_at = time.monotonic() + PATIENCE_S
            elif ack.refusal:
                sys.exit(f"refused: {ack.refusal}: {ack.detail}")
            elif (ack.epoch, ack.sequence) == (epoch, sequence):
                print(f"ack epoch={ack.epoch} sequence={ack.sequence} rated={ack.rated} duplicates={ack.duplicates} suspended={ack.suspended}")
                return
    sys.exit("no ack in time; the batch would be kept and sent again")


def some_calls(args, usage, epoch, sequence):
    batch = usage.UsageBatch(source=args.source, epoch=epoch, sequence=sequence)
    for number in range(args.count):
        batch.records.add(
            record_key=f"{epoch}-{sequence}-{number}",
            service=usage.UsageRecord.VOICE,
            subscriber=args.subscriber,
            subscriber_kind=usage.UsageRecord.MSISDN,
            other_party=args.other_party,
            start_unix_micros=int(time.time() * 1_000_000),
            quantity=60,
            direction=usage.UsageRecord.ORIGINATED,
        )
    return batch


def hear_events(args, events):
    """Subscribes under a durable name, prints what comes, and acks it."""
    link = Connection(args.address, args.server_key, args.key)
    subscribe = events.EventsSubscribe(consumer=args.consumer, topics=args.topic, credit=100, from_start=args.from_start)
    subscribed = False
    heard = 0
    say_at = 0.0
    until = time.monotonic() + args.seconds
    while time.monotonic() < until and heard < args.count:
        if time.monotonic() >= say_at:
            link.send(events.EventsFrame(credit=events.EventsCredit(events=100)) if subscribed else events.EventsFrame(subscribe=subscribe))
            say_at = time.monotonic() + SIGN_OF_LIFE_S
        what, frame = link.next(0.1)
        if what == "connected":
            subscribed, say_at = False, 0.0
        if what != "message":
            continue
        reply = events.EventsFrame.FromString(frame)
        if reply.HasField("error"):
            if reply.error.code not in ("try_later", "subscribe_first"):
                sys.exit(f"refused: {reply.error.code}: {reply.error.detail}")
            subscribed, say_at = False, time.monotonic() + PATIENCE_S
            continue
        subscribed = True
        for event in reply.batch.events:
            heard += 1
            print(f"event position={event.position} topic={event.topic} customer={event.customer_id} id={uuid.UUID(bytes=event.id)}", flush=True)
        if reply.batch.events:
            # A real client commits here what it did, together with the ids it has seen; then it acks.
            link.send(events.EventsFrame(ack=events.EventsAck(position=reply.batch.up_to)))
    time.sleep(0.2)  # the last ack is on its way
    if heard < args.count:
        sys.exit(f"heard {heard} of {args.count} events in time")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("usage", "events"):
        it = commands.add_parser(name)
        it.add_argument("--address", required=True, help="tcp://HOST:PORT of the endpoint")
        it.add_argument("--server-key", required=True, help="the server's public key")
        it.add_argument("--key", required=True, help="file with our own key pair")
        it.add_argument("--proto", default=PROTO, help="where abonent/v1/*.proto are")
        it.add_argument("--seconds", type=float, default=30, help="give up after so long")
        it.add_argument("--count", type=int, default=3, help="records to send, or events to wait for")
        if name == "usage":
            it.add_argument("--source", required=True)
            it.add_argument("--subscriber", required=True, help="the number that is charged")
            it.add_argument("--other-party", default="0048222000111")
        else:
            it.add_argument("--consumer", required=True, help="durable name of the subscription")
            it.add_argument("--topic", action="append", default=[], help="may be repeated; none means all")
            it.add_argument("--from-start", action="store_true", help="a new name begins with the oldest event kept")
    args = parser.parse_args()
    place, usage, events = sentences(args.proto)
    with place:
        if args.command == "usage":
            send_usage(args, usage)
        else:
            hear_events(args, events)


if __name__ == "__main__":
    main()
