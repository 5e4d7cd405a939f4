//! The control endpoint, as a test in any language uses it.

use blobcopy_emulator::{Emulator, ManualClock};
use blobcopy_proto::CopyStatus;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::world::{ACCOUNT, KEY, World, connect, noon, parsed, read_reply, sign, written};

fn order(port: u16, method: &str, place: &str, order: Option<Value>) -> (u16, Value) {
    let body = order.map_or_else(String::new, |order| order.to_string());
    let request = Request::builder()
        .method(method)
        .uri(format!("http://127.0.0.1:{port}/__blobcopy__/{place}"))
        .header("content-type", "application/json")
        .header("content-length", body.len());
    let reply = sent(port, &request.body(Bytes::from(body)).unwrap());
    let value = serde_json::from_slice(reply.body()).unwrap();
    (reply.status().as_u16(), value)
}

fn sent(port: u16, request: &Request<Bytes>) -> Response<Bytes> {
    use std::io::Write;
    let mut stream = connect(port);
    stream.write_all(&written(request)).unwrap();
    let (head, body) = read_reply(&mut stream);
    parsed(&head, body)
}

fn world() -> World {
    let world = World::new();
    world.put("blob", b"0123456789");
    world
}

#[test]
fn faults_are_given_listed_and_taken_back() {
    let world = world();
    let port = world.emulator.port();
    let busy = json!({
        "effect": { "kind": "refuse", "status": 503, "code": "ServerBusy", "retry_after": 2 },
        "operation": "GetBlobProperties",
        "times": 1,
    });
    let drip = json!({ "effect": { "kind": "drip_body", "bytes": 1, "seconds": 0.001 } });
    let (status, told) = order(port, "POST", "faults", Some(json!([busy, drip])));
    assert_eq!(status, 200, "{told}");
    let head = blobcopy_proto::ops::GetBlobProperties::new(world.blob("blob"));
    assert_eq!(world.refusal(&head).status.as_u16(), 503);
    assert_eq!(world.properties("blob").content_length, Some(10));
    let (_, told) = order(port, "GET", "faults", None);
    assert_eq!(told["faults"][0]["happened"], 1);
    assert_eq!(told["faults"][0]["fault"]["effect"]["code"], "ServerBusy");
    let (_, told) = order(port, "DELETE", "faults", None);
    assert_eq!(told, json!({ "faults": [] }));
}

#[test]
fn time_is_moved_and_told() {
    let world = world();
    let port = world.emulator.port();
    world.send(&world.copy("blob", "target")).unwrap();
    let (status, told) = order(
        port,
        "POST",
        "clock",
        Some(json!({ "advance_seconds": 10.5 })),
    );
    assert_eq!(status, 200);
    assert_eq!(
        told,
        json!({ "now": "2026-01-02T03:04:15.5Z", "is_manual": true })
    );
    assert_eq!(order(port, "GET", "clock", None).1, told);
    assert_eq!(world.copy_state("target").status, CopyStatus::Success);
}

#[test]
fn the_clock_of_the_machine_is_not_moved() {
    let emulator = Emulator::builder().start().unwrap();
    let advance = Some(json!({ "advance_seconds": 1 }));
    let (status, told) = order(emulator.port(), "POST", "clock", advance);
    assert_eq!(status, 409);
    assert!(told["error"].as_str().unwrap().contains("manual"));
}

#[test]
fn pending_copies_fail_by_order() {
    let world = world();
    let port = world.emulator.port();
    world.send(&world.copy("blob", "target")).unwrap();
    let fail = |blob: &str| {
        json!({
            "account": "acct", "container": "box", "blob": blob,
            "description": "500 OperationCancelled \"told to\"",
        })
    };
    let (status, told) = order(port, "POST", "copies/fail", Some(fail("target")));
    assert_eq!((status, told), (200, json!({ "failed": true })));
    let (_, told) = order(port, "POST", "copies/fail", Some(fail("blob")));
    assert_eq!(told, json!({ "failed": false }));
    assert_eq!(world.copy_state("target").status, CopyStatus::Failed);
}

#[test]
fn the_log_is_asked_for_from_a_number_on() {
    let world = world();
    let port = world.emulator.port();
    world.properties("blob");
    let (_, told) = order(port, "GET", "requests?after=1", None);
    let requests = told["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["operation"], "GetBlobProperties");
    assert_eq!(requests[0]["status"], 200);
    order(port, "DELETE", "requests", None);
    assert_eq!(
        order(port, "GET", "requests", None).1,
        json!({ "requests": [] })
    );
}

#[test]
fn orders_that_make_no_sense_are_refused_and_change_nothing() {
    let clock = ManualClock::new(noon());
    let emulator = Emulator::builder().clock(clock.clone()).start().unwrap();
    let port = emulator.port();
    let unknown = json!([
        { "effect": { "kind": "reset_before" } },
        { "effect": { "kind": "earthquake" } },
    ]);
    let misspelt = json!({ "effect": { "kind": "reset_before" }, "opertion": "CopyBlob" });
    for (method, place, body, status) in [
        ("POST", "faults", Some(unknown), 400),
        ("POST", "faults", Some(misspelt), 400),
        ("POST", "faults", None, 400),
        ("POST", "clock", Some(json!({ "advance_seconds": -1 })), 400),
        ("POST", "clock", Some(json!({ "advance": 1 })), 400),
        ("GET", "requests?after=yesterday", None, 400),
        ("PUT", "faults", None, 405),
        ("GET", "weather", None, 404),
    ] {
        let (answered, told) = order(port, method, place, body);
        assert_eq!(answered, status, "{method} {place}: {told}");
        assert!(told["error"].is_string());
    }
    assert!(emulator.faults().is_empty());
    assert_eq!(clock.now(), noon().time());
    assert!(emulator.requests().is_empty(), "orders are not logged");
}

#[test]
fn a_web_page_gives_no_orders() {
    let emulator = Emulator::builder().start().unwrap();
    let port = emulator.port();
    let url = format!("http://127.0.0.1:{port}/__blobcopy__/faults");
    let fault = Bytes::from_static(b"{\"effect\":{\"kind\":\"reset_before\"}}");
    let form = Request::post(&url)
        .header("content-type", "text/plain")
        .header("content-length", fault.len());
    let reply = sent(port, &form.body(fault).unwrap());
    assert_eq!(reply.status().as_u16(), 415);
    let rebound = url.replace("127.0.0.1", "rebound.example");
    let reply = sent(port, &Request::get(rebound).body(Bytes::new()).unwrap());
    assert_eq!(reply.status().as_u16(), 403);
    assert!(emulator.faults().is_empty());
}

#[test]
fn an_account_is_opened_by_two_keys_each_of_which_is_renewed() {
    const SECOND: &str = "c2Vjb25k";
    const NEW: &str = "cmVuZXdlZA==";
    let world = World::built(|builder| builder.second_key(ACCOUNT, SECOND));
    let port = world.emulator.port();
    let status_with = |key: &str| {
        let url = world.url("box?restype=container&comp=list");
        let request = Request::get(url).header("x-ms-version", "2026-02-06");
        let request = request.body(Bytes::new()).unwrap();
        let signed = sign(request, key, world.clock.now());
        world.exchange(signed).status().as_u16()
    };
    assert_eq!((status_with(KEY), status_with(SECOND)), (200, 200));
    let renewal = json!({ "account": ACCOUNT, "key": 1, "base64": NEW });
    let (status, told) = order(port, "POST", "keys", Some(renewal));
    assert_eq!((status, told["key"].as_u64()), (200, Some(1)), "{told}");
    assert!(told.get("base64").is_none(), "{told}");
    assert_eq!((status_with(KEY), status_with(SECOND)), (403, 200));
    assert_eq!(status_with(NEW), 200);
    let text = world.emulator.connection_string(ACCOUNT).unwrap();
    assert!(text.contains(NEW), "the connection string has the new key");

    for (wrong, expected) in [
        (json!({ "account": "nobody", "key": 1, "base64": NEW }), 404),
        (json!({ "account": ACCOUNT, "key": 3, "base64": NEW }), 400),
        (json!({ "account": ACCOUNT, "key": 2, "base64": "!" }), 400),
    ] {
        assert_eq!(order(port, "POST", "keys", Some(wrong)).0, expected);
    }
}

#[test]
fn a_host_that_is_not_known_is_refused_and_one_that_was_given_is_not() {
    let world = World::built(|builder| builder.host("storage"));
    let code = |host: &str| {
        let head = format!(
            "GET /{ACCOUNT}/box?restype=container HTTP/1.1\r\nhost: {host}\r\n\
             x-ms-version: 2026-02-06\r\nconnection: close\r\n\r\n"
        );
        let (head, body) = world.converse(head.as_bytes());
        let reply = parsed(&head, body);
        let code = reply.headers().get("x-ms-error-code");
        code.map(|code| code.to_str().unwrap().to_owned())
    };
    assert_eq!(code("rebound.example").as_deref(), Some("InvalidUri"));
    for known in [
        "storage:10000",
        "localhost",
        "127.9.9.9",
        "x.blob.localhost",
    ] {
        assert_ne!(code(known).as_deref(), Some("InvalidUri"), "{known}");
    }
}
