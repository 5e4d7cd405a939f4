//! Tags as XML: `<Tags><TagSet><Tag><Key/><Value/></Tag>…`.

use quick_xml::events::BytesStart;

use crate::invalid::Malformed;
use crate::value::Tags;
use crate::wire::cursor::Cursor;
use crate::wire::markup::Markup;

/// Maximum number of tags to read. By the service's rule, a blob has at most ten.
const MOST: usize = 100;

/// The key and the value of a tag.
pub(crate) type Pair = (Box<str>, Box<str>);

/// Reads the content of `Tags`.
pub(crate) fn read<'a>(cursor: &mut Cursor<'a>, tags: &BytesStart<'a>) -> Result<Tags, Malformed> {
    Ok(Tags::kept(pairs(cursor, tags)?))
}

/// Reads the pairs in the content of `Tags`, as they are.
pub(crate) fn pairs<'a>(
    cursor: &mut Cursor<'a>,
    _: &BytesStart<'a>,
) -> Result<Vec<Pair>, Malformed> {
    let mut pairs = Vec::new();
    while let Some(set) = cursor.child()? {
        if set.local_name().as_ref() != "TagSet" {
            cursor.skip()?;
            continue;
        }
        while let Some(tag) = cursor.child()? {
            if tag.local_name().as_ref() != "Tag" || pairs.len() == MOST {
                cursor.skip()?;
                continue;
            }
            pairs.push(pair(cursor)?);
        }
    }
    Ok(pairs)
}

fn pair(cursor: &mut Cursor<'_>) -> Result<Pair, Malformed> {
    let (mut key, mut value) = (Box::default(), Box::default());
    while let Some(part) = cursor.child()? {
        match part.local_name().as_ref() {
            "Key" => key = cursor.text()?.into(),
            "Value" => value = cursor.text()?.into(),
            _ => cursor.skip()?,
        }
    }
    Ok((key, value))
}

pub(crate) fn write(tags: &Tags, out: &mut Markup) {
    out.open("Tags");
    out.open("TagSet");
    for (key, value) in tags.iter() {
        out.open("Tag");
        out.leaf("Key", key);
        out.leaf("Value", value);
        out.close("Tag");
    }
    out.close("TagSet");
    out.close("Tags");
}
