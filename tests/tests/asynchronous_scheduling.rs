//! The workflow of the article goes as it says.

#[path = "../examples/asynchronous_scheduling.rs"]
#[allow(dead_code, reason = "an example's main is called by nobody here")]
mod example;

#[tokio::test]
async fn the_workflow_of_the_article_goes_as_it_says() {
    let mut said = Vec::new();
    example::run(&mut |line| said.push(line)).await.unwrap();
    let has = |words: &str| said.iter().any(|line| line.contains(words));
    for words in [
        "the source is leased",
        "pending: ",
        "success of 1048576 bytes, MD5 Same",
        "the source is available",
        "the second copy was aborted",
        "from outside Azure: success",
        "while it is copied to, the destination has 0 bytes",
        "the previous content was restored: 13 bytes, metadata and all",
    ] {
        assert!(has(words), "`{words}` was not said: {said:#?}");
    }
    assert!(!said.iter().any(|line| line.contains("sig=")), "{said:#?}");
}
