#[test]
fn keeps_what_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    assert!(folder.path().exists());
}
