use super::*;

fn posterior() -> Posterior {
    Posterior {
        title: "Learnt from \"two\" years".to_string(),
        command: "potash calibrate x.toml".to_string(),
        trained_until: 2022,
        tested: PASSED.to_string(),
        foretold: None,
        world: Structure::default(),
        file: "to-2022.csv".to_string(),
        notes: Vec::new(),
        parameters: vec![
            ("a.b".to_string(), "uniform 0 to 1".to_string()),
            ("c".to_string(), "normal 3 ± 1 USD/t".to_string()),
        ],
        correlations: vec![("a.b".to_string(), "c".to_string(), -0.25)],
        members: Arc::new(Members::new(vec![vec![0.5, 3.25], vec![1.0 / 3.0, -4e-9]])),
    }
}

#[test]
fn what_is_written_is_read_back_in_seven_digits() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in posterior().files() {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (read, sha) = Posterior::read(&folder.path().join("to-2022.toml")).unwrap();
    let mut wanted = posterior();
    wanted.members = Arc::new(Members::new(vec![vec![0.5, 3.25], vec![0.3333333, -4e-9]]));
    assert_eq!((read, sha.len()), (wanted, 64));
}

#[test]
fn members_that_were_edited_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in posterior().files() {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let csv = folder.path().join("to-2022.csv");
    let edited = std::fs::read_to_string(&csv).unwrap().replace("0.5", "0.6");
    std::fs::write(&csv, edited).unwrap();
    let error = Posterior::read(&folder.path().join("to-2022.toml")).unwrap_err().to_string();
    assert!(error.contains("potash calibrate"), "{error}");
}
