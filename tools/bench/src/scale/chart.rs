//! The chart of cost against size: flat lines are what the table is designed for.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Cost, Operation};
use crate::error::BenchError;

const SIZE: (u32, u32) = (960, 440);
/// Where the panels end and the legend begins.
const PANELS: u32 = 380;
/// Where an operation's part of the legend begins, in lines of so many pixels.
const LEGEND: i32 = 150;
/// Each operation's color, and the width of its line: of two lines at the same place, the wider one
/// is drawn first and shows on both sides of the other.
const STYLES: [(RGBColor, u32); 6] = [
    (RGBColor(0x2b, 0x6c, 0xb0), 2),
    (RGBColor(0x38, 0xa1, 0x69), 2),
    (RGBColor(0xd6, 0x9e, 0x2e), 6),
    (RGBColor(0xc0, 0x56, 0x21), 2),
    (RGBColor(0x80, 0x5a, 0xd5), 2),
    (RGBColor(0x71, 0x80, 0x96), 2),
];

/// Draws it as SVG.
pub(super) fn draw(costs: &[Cost], origin: &str) -> Result<String, BenchError> {
    let mut svg = String::new();
    paint(&mut svg, costs, origin).map_err(|error| BenchError::Chart(error.to_string()))?;
    Ok(svg)
}

type Painted = Result<(), DrawingAreaErrorKind<std::io::Error>>;

fn paint(svg: &mut String, costs: &[Cost], origin: &str) -> Painted {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let (panels, legend) = area.split_vertically(PANELS);
    let (left, right) = panels.split_horizontally(SIZE.0 / 2);
    panel(&left, costs, "request units", |cost| cost.units)?;
    let micros = |cost: &Cost| f64::from(u32::try_from(cost.p50_micros).unwrap_or(u32::MAX));
    panel(&right, costs, "median, ms", |cost| micros(cost) / 1_000.0)?;
    let text = |size: i32| {
        ("sans-serif", size).into_font().color(&BLACK).pos(Pos::new(HPos::Left, VPos::Center))
    };
    for (at, (operation, (color, width))) in (0..).zip(Operation::CHARTED.into_iter().zip(STYLES)) {
        let x = 44 + at * LEGEND;
        legend.draw(&PathElement::new([(x, 14), (x + 24, 14)], color.stroke_width(width)))?;
        legend.draw(&Text::new(operation.name(), (x + 32, 14), text(14)))?;
    }
    legend.draw(&Text::new(origin, (12, 46), text(11)))?;
    area.present()
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    costs: &[Cost],
    title: &str,
    of: impl Fn(&Cost) -> f64,
) -> Painted {
    let least = costs.iter().map(|cost| cost.customers).min().unwrap_or(1);
    let most = costs.iter().map(|cost| cost.customers).max().unwrap_or(1).max(least + 1);
    let top = costs.iter().map(&of).fold(1.0, f64::max) * 1.15;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 16))
        .margin(14)
        .margin_right(40)
        .x_label_area_size(40)
        .y_label_area_size(44)
        .build_cartesian_2d((least..most).log_scale(), 0.0..top)?;
    chart
        .configure_mesh()
        .x_desc("customers of the tenant")
        .x_label_formatter(&|customers| thousands(*customers))
        .x_label_style(("sans-serif", 13))
        .y_label_style(("sans-serif", 13))
        .light_line_style(WHITE)
        .draw()?;
    for (operation, (color, width)) in Operation::CHARTED.into_iter().zip(STYLES) {
        let of_this = costs.iter().filter(|cost| cost.operation == operation);
        let points: Vec<(u64, f64)> = of_this.map(|cost| (cost.customers, of(cost))).collect();
        let line = LineSeries::new(points, color.stroke_width(width));
        chart.draw_series(line.point_size(3))?;
    }
    Ok(())
}

/// A number with commas: `1,000,000`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    String::from_utf8_lossy(&groups.join(&b","[..])).into_owned()
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn large_numbers_have_commas() {
        assert_eq!([10, 1_000, 1_000_000].map(thousands), ["10", "1,000", "1,000,000"]);
    }
}
