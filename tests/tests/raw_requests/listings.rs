//! Listings, with what they may include.

use crate::pair::{Pair, ask as asked};

pub(crate) fn ask(pair: &mut Pair) {
    let list = |more: &str| asked("GET", format!("/box?restype=container&comp=list{more}"));
    for (name, more) in [
        ("list: all", ""),
        ("list: by prefix", "&prefix=blo"),
        ("list: nothing", "&prefix=zzz"),
        ("list: two", "&maxresults=2"),
        ("list: with copies", "&include=copy"),
        ("list: with metadata", "&include=metadata"),
        ("list: with snapshots", "&include=snapshots"),
        ("list: with tags", "&include=tags"),
        ("list: with uncommitted blobs", "&include=uncommittedblobs"),
        ("list: with several", "&include=copy%2Cmetadata%2Csnapshots"),
        ("list: with what there is not", "&include=dance"),
        ("list: none at all", "&maxresults=0"),
        ("list: fewer than none", "&maxresults=-1"),
        ("list: as many as a word", "&maxresults=many"),
        ("list: more than there may be", "&maxresults=6000"),
        ("list: by folder", "&delimiter=%2F"),
    ] {
        pair.ask(name, |_| list(more));
    }
    pair.ask("list: no container", |_| {
        asked("GET", "/none?restype=container&comp=list")
    });
}
