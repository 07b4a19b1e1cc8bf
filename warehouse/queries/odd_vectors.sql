-- How many cached vectors of each model are not of length one, or not of the model's dimensions.
select
    model,
    count(*)::integer as vectors
from (
    select
        model,
        vector,
        mode(len(vector)) over (partition by model) as dimensions
    from cache.vectors
)
where
    len(vector) != dimensions
    or not coalesce(abs(list_dot_product(vector, vector) - 1) < 0.01, false)
group by model
order by model
