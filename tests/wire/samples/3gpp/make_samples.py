#!/usr/bin/env python3
"""Makes the sample files of 3GPP charging records beside this script, with an encoder that is not ours: Debian's asn1c.

    apt install asn1c gcc && ./make_samples.py

Each record is written as XML (XER) and turned into BER by the program asn1c makes of cdr.asn1; this script only adds the
headers of TS 32.297. The people in them are invented. The samples are kept, so that nobody needs asn1c to run the tests.
"""
import pathlib
import struct
import subprocess
import tempfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent


def octets(data: bytes) -> str:
    return data.hex(" ").upper()


def tbcd(digits: str) -> bytes:
    if len(digits) % 2:
        digits += "f"
    return bytes(int(digits[i + 1] + digits[i], 16) for i in range(0, len(digits), 2))


def number(digits: str, kind: int = 0x91) -> bytes:
    return bytes([kind]) + tbcd(digits)


def time(text: str, offset: str = "+0300") -> bytes:
    return bytes.fromhex(text) + offset[0].encode() + bytes.fromhex(offset[1:])


def xml(name: str, value) -> str:
    if isinstance(value, bytes):
        inside = octets(value)
    elif isinstance(value, dict):
        inside = "".join(xml(k, v) for k, v in value.items())
    elif isinstance(value, list):
        inside = "".join(xml(k, v) for each in value for k, v in each.items())
    else:
        inside = escape(str(value))
    return f"<{name}>{inside}</{name}>"


ANNA, BORIS = "250990000000101", "250990000000102"
MSC = number("79160009001")
ADDRESS = {"iPBinV4Address": bytes([10, 0, 0, 1])}


def call(**more):
    return {"recordType": 0, "servedIMSI": tbcd(ANNA), "servedMSISDN": number("79160000101"), "calledNumber": number("79160000202"),
            "recordingEntity": MSC, "answerTime": time("260302100005"), "callDuration": 75, "causeForTerm": 0,
            "callReference": bytes([0, 1]), **more}


def data(**more):
    return {"recordType": 85, "servedIMSI": tbcd(ANNA), "p-GWAddress": ADDRESS, "chargingID": 4711, "servingNodeAddress": [ADDRESS],
            "accessPointNameNI": "internet", "recordOpeningTime": time("260302100000"), "duration": 3600, "causeForRecClosing": 0,
            "servedMSISDN": number("79160000101"), **more}


def volumes(*pairs):
    return [{"TrafficVolume": {"dataVolumeGPRSUplink": up, "dataVolumeGPRSDownlink": down, "changeCondition": 2, "changeTime": time("260302110000")}} for up, down in pairs]


def ims(**more):
    return {"recordType": 83, "sIP-Method": "INVITE", "role-of-Node": 0, "nodeAddress": ADDRESS,
            "list-Of-Calling-Party-Address": [{"sIP-URI": "sip:anna@ims.example"}, {"tEL-URI": "tel:+7-916-000-01-01"}],
            "called-Party-Address": {"sIP-URI": "sip:+79160000202@ims.example;user=phone"},
            "serviceRequestTimeStamp": time("260302100000"), "serviceDeliveryStartTimeStamp": time("260302100005"),
            "serviceDeliveryEndTimeStamp": time("260302100120"), "causeForRecordClosing": 0, "iMS-Charging-Identifier": b"icid-1.example",
            "list-of-subscription-ID": [{"SubscriptionID": {"subscriptionIDType": 1, "subscriptionIDData": ANNA}},
                                        {"SubscriptionID": {"subscriptionIDType": 0, "subscriptionIDData": "79160000101"}}], **more}


def without(record, *names):
    return {k: v for k, v in record.items() if k not in names}


FILES = {
    "msc.cdr": (17, 0, [
        {"moCallRecord": call()},
        {"moCallRecord": without(call(callReference=bytes([0, 2])), "answerTime")},  # nobody answered
        {"mtCallRecord": {"recordType": 1, "servedIMSI": tbcd(BORIS), "servedMSISDN": number("79160000102"), "callingNumber": bytes([0x21, 0x83]) + tbcd("4930123456"),
                          "recordingEntity": MSC, "answerTime": time("260302093005", "-0130"), "callDuration": 30, "causeForTerm": 0, "callReference": bytes([0, 3])}},
        {"moSMSRecord": {"recordType": 6, "servedIMSI": tbcd(ANNA), "serviceCentre": number("79160009999"), "recordingEntity": MSC, "messageReference": bytes([9]),
                         "originationTime": time("260302120000"), "destinationNumber": bytes([11]) + number("79160000202")}},
        {"moSMSRecord": {"recordType": 6, "servedIMSI": tbcd(ANNA), "serviceCentre": number("79160009999"), "recordingEntity": MSC, "messageReference": bytes([10]),
                         "originationTime": time("260302120100"), "smsResult": {"gsm0408Cause": 41}, "destinationNumber": number("79160000202")}},  # failed
        {"mtSMSRecord": {"recordType": 7, "serviceCentre": number("79160009999"), "servedIMSI": tbcd(BORIS), "recordingEntity": MSC, "deliveryTime": time("260302120002")}},
        {"moCallRecord": call(callReference=bytes([0, 4]), causeForTerm=1, sequenceNumber=1, callDuration=1800, answerTime=time("260302130000"))},
        {"moCallRecord": call(callReference=bytes([0, 4]), causeForTerm=0, sequenceNumber=2, callDuration=61, answerTime=time("260302133000"))},
    ]),
    "pgw.cdr": (3, 0x85, [
        {"pGWRecord": data(listOfTrafficVolumes=volumes((1000, 2000), (500, 4294967296)))},
        {"pGWRecord": data(chargingID=4712, causeForRecClosing=16, recordSequenceNumber=1, servingNodePLMNIdentifier=bytes([0x52, 0xf0, 0x99]),
                           listOfServiceData=[{"ServiceData": {"ratingGroup": 1, "datavolumeFBCUplink": 10, "datavolumeFBCDownlink": 90, "timeOfReport": time("260302110000")}},
                                              {"ServiceData": {"ratingGroup": 2, "datavolumeFBCDownlink": 1048576, "timeOfReport": time("260302110000")}}])},
        {"pGWRecord": data(chargingID=4712, recordOpeningTime=time("260302110000"), recordSequenceNumber=2, servingNodePLMNIdentifier=bytes([0x62, 0xf2, 0x10]),
                           listOfTrafficVolumes=volumes((7, 8)))},
        {"sGWRecord": data(chargingID=4713)},  # the same data in the other gateway's words
        {"sgsnPDPRecord": {"recordType": 18, "servedIMSI": tbcd(BORIS), "chargingID": 4714, "ggsnAddressUsed": {"iPTextV4Address": "10.0.0.2"}, "accessPointNameNI": "internet",
                           "listOfTrafficVolumes": volumes((1, 2)), "recordOpeningTime": time("260302100000"), "duration": 60, "causeForRecClosing": 0}},
    ]),
    "ims.cdr": (8, 0, [
        {"mMTelRecord": ims(serviceDeliveryStartTimeStampFraction=200, serviceDeliveryEndTimeStampFraction=700)},
        {"mMTelRecord": without(ims(**{"role-of-Node": 1, "iMS-Charging-Identifier": b"icid-2.example"}), "list-of-subscription-ID")},
        {"mMTelRecord": without(ims(**{"iMS-Charging-Identifier": b"icid-3.example"}), "serviceDeliveryStartTimeStamp")},  # not answered
        {"mMTelRecord": ims(**{"sIP-Method": "MESSAGE"})},
        {"sCSCFRecord": ims(recordType=63)},
        {"mMTelRecord": without(ims(**{"iMS-Charging-Identifier": b"icid-4.example", "recordSequenceNumber": 1, "causeForRecordClosing": 3,
                                       "recordClosureTime": time("260302103005")}), "serviceDeliveryEndTimeStamp")},
        {"mMTelRecord": ims(**{"iMS-Charging-Identifier": b"icid-4.example", "recordSequenceNumber": 2, "recordOpeningTime": time("260302103005"),
                               "serviceDeliveryEndTimeStamp": time("260302103105"), "recordClosureTime": time("260302103105")})},
    ]),
}


def encoder(into: pathlib.Path) -> pathlib.Path:
    """asn1c's own converter, compiled."""
    subprocess.run(["asn1c", "-fcompound-names", "-pdu=Record", str(HERE / "cdr.asn1")], cwd=into, check=True, capture_output=True)
    subprocess.run("cc -w -O1 -DPDU=Record -I. -o encoder *.c", shell=True, cwd=into, check=True)
    return into / "encoder"


def ber(program: pathlib.Path, record: dict) -> bytes:
    with tempfile.NamedTemporaryFile("w", suffix=".xer") as file:
        file.write(xml("Record", record))
        file.flush()
        return subprocess.run([program, "-ixer", "-oder", file.name], check=True, capture_output=True).stdout


def file_of(sequence: int, lost: int, records: list[bytes]) -> bytes:
    """TS 32.297: file header, and a header a record."""
    stamp = struct.pack(">I", 3 << 28 | 2 << 23 | 11 << 18 | 0 << 12 | 1 << 11 | 3 << 6)
    body = b"".join(struct.pack(">HBB", len(each), 4 << 5 | 1, 1 << 5 | 7) + each for each in records)
    node = b"\xff" * 4 + b"\0" * 10 + b"\xff\xff" + bytes([10, 0, 0, 9])
    header = struct.pack(">BB", 4 << 5 | 1, 4 << 5 | 1) + stamp + stamp + struct.pack(">IIB", len(records), sequence, 2) + node + struct.pack(">BHH", lost, 0, 0)
    header = struct.pack(">II", 8 + len(header) + len(body), 8 + len(header)) + header
    return header + body


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        program = encoder(pathlib.Path(scratch))
        for name, (sequence, lost, records) in FILES.items():
            (HERE / name).write_bytes(file_of(sequence, lost, [ber(program, each) for each in records]))


if __name__ == "__main__":
    main()
