//! Results that were changed by somebody who knows their form: numbers out of all proportion, lists cut or doubled,
//! keys left out.

use serde_json::{Value, json};

/// One step into JSON.
#[derive(Clone)]
enum Step {
    Key(String),
    Place(usize),
}

/// All values of a form: those at the same keys, whatever their places in lists.
struct Form {
    name: String,
    paths: Vec<Vec<Step>>,
}

/// What results consist of; every form is as likely to be broken as any other, however often it occurs.
pub struct Breaker {
    results: Value,
    forms: Vec<Form>,
}

impl Breaker {
    pub fn new(results: Value) -> Breaker {
        let mut forms = Vec::new();
        collect(&results["results"], &mut vec![Step::Key("results".to_string())], &mut forms);
        Breaker { results, forms }
    }

    /// The results with one value or two broken; `roll` gives numbers below its argument.
    pub fn broken(&self, mut roll: impl FnMut(usize) -> usize) -> Value {
        let mut results = self.results.clone();
        for _ in 0..=usize::from(roll(5) == 0) {
            let form = &self.forms[roll(self.forms.len())];
            let path = &form.paths[roll(form.paths.len())];
            let Some(parent) = at(&mut results, &path[..path.len() - 1]) else { continue };
            match (&path[path.len() - 1], parent) {
                (Step::Key(key), Value::Object(map)) if roll(8) == 0 => drop(map.remove(key)),
                (Step::Key(key), Value::Object(map)) => {
                    if let Some(value) = map.get_mut(key) {
                        other(value, &mut roll);
                    }
                }
                (Step::Place(place), Value::Array(list)) => {
                    if let Some(value) = list.get_mut(*place) {
                        other(value, &mut roll);
                    }
                }
                _ => {}
            }
        }
        results
    }
}

fn other(value: &mut Value, roll: &mut impl FnMut(usize) -> usize) {
    if let Value::Array(list) = value
        && roll(4) > 0
    {
        match roll(4) {
            0 => list.clear(),
            1 => list.truncate(list.len() / 2),
            2 => drop(list.pop()),
            _ => list.extend(list.clone()),
        }
        return;
    }
    let odd = [
        json!(0),
        json!(-1),
        json!(1),
        json!(i32::MAX),
        json!(u64::MAX),
        json!(1e308),
        json!(-1e308),
        json!(5e-324),
        Value::Null,
    ];
    *value = odd[roll(odd.len())].clone();
}

fn at<'a>(mut value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    for step in path {
        value = match step {
            Step::Key(key) => value.get_mut(key)?,
            Step::Place(place) => value.get_mut(*place)?,
        };
    }
    Some(value)
}

fn collect(value: &Value, path: &mut Vec<Step>, forms: &mut Vec<Form>) {
    let word = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Place(_) => "*".to_string(),
    };
    let name = path.iter().map(word).collect::<Vec<_>>().join(".");
    match forms.iter_mut().find(|form| form.name == name) {
        Some(form) => form.paths.push(path.clone()),
        None => forms.push(Form { name, paths: vec![path.clone()] }),
    }
    let mut inside = |step: Step, value: &Value| {
        path.push(step);
        collect(value, path, forms);
        path.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| inside(Step::Key(key.clone()), value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(k, value)| inside(Step::Place(k), value)),
        _ => {}
    }
}
