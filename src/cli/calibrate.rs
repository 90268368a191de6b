//! `potash calibrate`: learning from a history.
use super::args::Calibrate;
use super::console;
use super::fault::Fault;
use crate::analysis::calibration::{Calibration, Request};
use crate::analysis::backtest::Backtest;
use crate::scenario::load;

pub(super) fn run(a: &Calibrate) -> Result<(), Fault> {
    let loaded = load(&a.file, &a.settings.set)?;
    let stop = console::stop_flag();
    let until = [2022, 2025];
    let c = Calibration::run(&Request { scenario: &loaded.scenario, draws: a.draws as usize, seed: 1, members: 2000, until: &until, stop: &stop, progress: &|_| {} }).map_err(|e| Fault::Data(e.to_string()))?;
    let h = loaded.scenario.history.as_ref().unwrap();
    println!("lost {} residual {}", c.lost.len(), c.residual);
    for o in &c.outcomes {
        println!("until {} survivors {}", o.until, o.survivors);
        match &o.learnt {
            Err(c) => { for (k, d) in &c.unmet { println!("unmet {} {d}", h.targets[*k].name); } for (i,j) in &c.pairs { println!("pair {} {}", h.targets[*i].name, h.targets[*j].name); } }
            Ok(p) => {
                println!("ess {} largest {} k {:?}", p.effective, p.largest, p.pareto);
                let e = p.members_say();
                let b = Backtest::new(h, o.until, &e, &c.prior, 1).unwrap();
                for r in &b.rows { let t=&h.targets[r.target]; let pr=crate::stats::weighted::Weighted::even(&c.prior.column(r.target)).unwrap(); println!("{:26} {:9} obs {:8.2} ±{:6.2} model {:8.2} {:8.2} {:8.2} pred {:8.2} {:8.2} rank {:.3} crps {:.3} pers {:?} | prior {:8.2} {:8.2} {:8.2}", t.name, r.role.words(), t.value, t.spread(), r.model[0], r.model[2], r.model[4], r.predicted[0], r.predicted[4], r.rank, r.crps, r.persistence.map(|x| (x*1000.0).round()/1000.0), pr.quantile(0.05), pr.quantile(0.5), pr.quantile(0.95)); }
                println!("{:?}\n{:?}\n{:?} passes {}", b.coverage, b.skill, b.forecasts, b.passes());
                for m in &p.moved { println!("{:60} {:?} {:.2} {:.2} {:?} -> {:?}", m.path, m.verdict, m.shift, m.contraction, m.before.map(|x| (x*100.0).round()/100.0), m.after.map(|x| (x*100.0).round()/100.0)); }
            }
        }
    }
    Ok(())
}
